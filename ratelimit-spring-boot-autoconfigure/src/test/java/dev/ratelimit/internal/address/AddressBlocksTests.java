package dev.ratelimit.internal.address;

import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class AddressBlocksTests {

	private final AddressBlocks blocks = new AddressBlocks();

	@ParameterizedTest
	@CsvSource({ "10.1.2.3, 10.0.0.0/8, true", "11.1.2.3, 10.0.0.0/8, false", "::ffff:10.1.2.3, 10.0.0.0/8, true",
			"[2001:db8::5]:443, 2001:db8::5, true", "2001:db8::6, 2001:db8::5, false",
			"2001:db8::/64, 2001:db8::/32, true", "unknown, 0.0.0.0/0, false", "'', ::/0, false",
			"10.1.2.3, ::/0, false", "fe80::1%eth0, fe80::/10, true" })
	void anAddressIsInABlockHoweverItIsWritten(String address, String block, boolean in) {
		assertThat(this.blocks.contain(address, block)).isEqualTo(in);
		assertThat(this.blocks.contain(address, "192.0.2.7", block)).isEqualTo(in);
	}

	@Test
	void itIsInNoneOfNoBlocks() {
		assertThat(this.blocks.contain("10.1.2.3")).isFalse();
	}

	@Test
	void whatIsNoBlockIsSaid() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.blocks.contain("10.1.2.3", "10.0.0.0/33"));
	}

	@Test
	void aClientIsLookedUpByItsWholeAddress() {
		ClientAddress clients = new ClientAddress(new ForwardedAddresses("X-Forwarded-For", List.of("127.0.0.1")), 64,
				null);
		SomeSender sender = new SomeSender("127.0.0.1", List.of("2001:db8::5"));
		assertThat(clients.of(sender)).isEqualTo("2001:db8::/64");
		assertThat(clients.isIn(sender, "2001:db8::5")).isTrue();
		assertThat(clients.isIn(sender, "2001:db8::6")).isFalse();
	}

	@Test
	void blocksAreOfOneFamily() {
		assertThat(AddressBlock.parse("x", "::/0").contains(address("10.0.0.1"))).isFalse();
		assertThat(AddressBlock.parse("x", "0.0.0.0/0").contains(address("2001:db8::1"))).isFalse();
		assertThat(AddressBlock.parse("x", "0.0.0.0/0").contains(address("10.0.0.1"))).isTrue();
		assertThat(AddressBlock.parse("x", "10.1.2.3/8").contains(address("10.200.0.1"))).isTrue();
		assertThat(AddressBlock.parse("x", "10.0.0.0/9").contains(address("10.200.0.1"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "10.0.0.1, 10.0.0.1, 10.0.0.2", "10.0.0.1/32, 10.0.0.1, 10.0.0.2", "::1, ::1, ::2",
			"::1/128, ::1, ::2", "2001:db8::1, 2001:db8::1, 2001:db8::2", "2001:db8::1/127, 2001:db8::, 2001:db8::2",
			"::/0, 2001:db8::1, 10.0.0.1", "::ffff:10.0.0.0/104, 10.9.9.9, 11.0.0.1" })
	void aBlockIsAsLargeAsItsPrefixSays(String block, String inside, String outside) {
		assertThat(AddressBlock.parse("x", block).contains(address(inside))).isTrue();
		assertThat(AddressBlock.parse("x", block).contains(address(outside))).isFalse();
	}

	private static Address address(String text) {
		Address address = Address.parse(text);
		assertThat(address).isNotNull();
		return address;
	}

}
