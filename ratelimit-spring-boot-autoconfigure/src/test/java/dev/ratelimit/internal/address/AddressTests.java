package dev.ratelimit.internal.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressTests {

	@ParameterizedTest
	@CsvSource({ "2001:DB8::0001, 2001:db8::1", "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
			"2001:0:0:1:0:0:0:1, 2001:0:0:1::1", "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1", "0:0:0:0:0:0:0:0, ::",
			"::1, ::1", "1::, 1::", "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0", "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
			"::ffff:1.2.3.4, 1.2.3.4", "64:ff9b::1.2.3.4, 64:ff9b::102:304", "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
			"0:0:1:1:0:1:0:0, ::1:1:0:1:0:0", "1:2:3:4:5:6::7, 1:2:3:4:5:6:0:7", "0.0.0.0, 0.0.0.0",
			"255.255.255.255, 255.255.255.255" })
	void theTextIsCanonical(String text, String canonical) {
		assertThat(Address.parse(text)).hasToString(canonical);
	}

	@ParameterizedTest
	@CsvSource({ "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3", "1.2.3.4::", "1:2:3:4:5:6:7", "1:2:3:4::5:6:7:8", "g::", ":::",
			"1:", ":1", "1:2:3:4:5:6:7:8:", "1:2:3:4:5:6:7:8::", "00000::", "1.2.3.", ".1.2.3", "1..2.3", "'1.2.3.4 '",
			"+1.2.3.4", "::+1", "1.2.3.4%1" })
	void textThatIsNoAddressReadsAsNull(String text) {
		assertThat(Address.parse(text)).isNull();
	}

	/** Only literals are given to InetAddress, which then asks nobody. */
	@Test
	void itReadsWhatTheJdkReads() throws UnknownHostException {
		Random random = new Random(42);
		for (int i = 0; i < 20_000; i++) {
			byte[] bytes = new byte[16];
			for (int group = 0; group < 8; group++) {
				int value = random.nextInt(3) * random.nextInt(0x10000);
				bytes[2 * group] = (byte) (value >> 8);
				bytes[2 * group + 1] = (byte) value;
			}
			bytes[0] |= 0x20;
			ByteBuffer buffer = ByteBuffer.wrap(bytes);
			Address address = new Address(buffer.getLong(), buffer.getLong());
			assertThat(InetAddress.getByName(address.toString()).getAddress()).isEqualTo(bytes);
			assertThat(Address.parse(address.toString())).isEqualTo(address);
			assertThat(Address.parse(InetAddress.getByAddress(bytes).getHostAddress())).isEqualTo(address);
		}
	}

}
