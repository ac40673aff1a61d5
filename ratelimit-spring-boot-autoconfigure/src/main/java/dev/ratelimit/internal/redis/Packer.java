package dev.ratelimit.internal.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Writes values as MessagePack, which Redis reads in one call.
 */
final class Packer {

	private final ByteArrayOutputStream out = new ByteArrayOutputStream(48);

	Packer add(boolean value) {
		this.out.write(value ? 0xc3 : 0xc2);
		return this;
	}

	/** Adds numbers, none negative, in as few bytes as each allows. */
	Packer add(long... values) {
		for (long value : values) {
			if (value < 1 << 7) {
				this.out.write((int) value);
			}
			else if (value < 1L << 32) {
				this.out.write(0xce);
				this.out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) value).array());
			}
			else {
				this.out.write(0xcf);
				this.out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
			}
		}
		return this;
	}

	/** Adds a list of numbers, none negative. */
	Packer addList(long... values) {
		this.out.write(0xdc);
		this.out.write(values.length >> Byte.SIZE);
		this.out.write(values.length);
		return add(values);
	}

	byte[] bytes() {
		return this.out.toByteArray();
	}

}
