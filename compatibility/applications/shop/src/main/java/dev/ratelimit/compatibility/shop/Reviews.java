package dev.ratelimit.compatibility.shop;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;

interface Reviews extends JpaRepository<Review, Long> {

	List<Review> findByProductOrderById(Long product);

}
