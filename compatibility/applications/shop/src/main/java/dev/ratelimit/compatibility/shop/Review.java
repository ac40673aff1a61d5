package dev.ratelimit.compatibility.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

@Entity
class Review {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private Long id;

	private Long product;

	private String author;

	private String text;

	protected Review() {
	}

	Review(Long product, String author, String text) {
		this.product = product;
		this.author = author;
		this.text = text;
	}

	public String getAuthor() {
		return this.author;
	}

	public String getText() {
		return this.text;
	}

}
