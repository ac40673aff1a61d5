package dev.ratelimit.attack;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A client behind proxies: the chain as it is, from which both the header's text and
 * whose quota must be spent follow. The socket's peer, 127.0.0.1, is the last proxy.
 *
 * @param quota says whose quota it is
 * @param lines the header's lines
 */
record FuzzedClient(String quota, List<String> lines) {

	static final String TRUSTED = "127.0.0.1,10.0.0.0/8,2001:db8:aaaa::/48";

	private static final String[] BROKEN = { "unknown", "_hidden", "garbage", "198.51.100.256", "198.51.100",
			"198.51.100.1.1", "0x7f.0.0.1", "2130706433", "1::2::3", "12345::1", "[2001:db8::1", "2001:db8::1]", ":",
			"[]", "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3", "1.2.3.4::", "-1.2.3.4", "1.2.3.4.", ".1.2.3.4", "١.2.3.4",
			"localhost", "example.com", "[1.2.3.4]", "[::1]x" };

	/**
	 * A client at random.
	 * @param forwarded whether the header is Forwarded, else X-Forwarded-For
	 */
	static FuzzedClient next(SplittableRandom random, boolean forwarded) {
		List<String> elements = new ArrayList<>();
		String quota = "127.0.0.1";
		boolean open = true;
		// From the nearest hop to the farthest; what lies beyond the client is the
		// client's own invention
		int proxies = random.nextInt(3);
		int hops = random.nextInt(10) == 0 ? 0 : proxies + 1 + random.nextInt(3);
		for (int i = 0; i < hops; i++) {
			boolean broken = random.nextInt(12) == 0;
			byte[] address = (i < proxies) ? proxy(random) : stranger(random);
			String text = broken ? BROKEN[random.nextInt(BROKEN.length)] : text(address, random);
			elements.add(0, forwarded ? element(text, broken, random) : port(text, address, broken, random));
			if (open) {
				open = !broken && i < proxies;
				quota = broken ? quota : quota(address);
			}
		}
		return new FuzzedClient(quota, lines(elements, random));
	}

	/** IPv4, or the first 64 bits: what the quota belongs to. */
	private static String quota(byte[] address) {
		return (address.length == 4)
				? (address[0] & 255) + "." + (address[1] & 255) + "." + (address[2] & 255) + "." + (address[3] & 255)
				: Arrays.toString(Arrays.copyOf(address, 8));
	}

	private static byte[] proxy(SplittableRandom random) {
		return random.nextInt(4) > 0 ? new byte[] { 10, (byte) random.nextInt(2), 0, (byte) random.nextInt(3) }
				: bytes(0x20010db8, 0xaaaa0000 | random.nextInt(2), 0, random.nextInt(3));
	}

	private static byte[] stranger(SplittableRandom random) {
		return random.nextBoolean() ? new byte[] { (byte) 198, 51, 100, (byte) random.nextInt(1 + random.nextInt(20)) }
				: bytes(0x20010db8, random.nextInt(1 + random.nextInt(20)), random.nextInt(5), random.nextInt());
	}

	private static byte[] bytes(int... words) {
		byte[] bytes = new byte[16];
		for (int i = 0; i < 16; i++) {
			bytes[i] = (byte) (words[i / 4] >>> (24 - 8 * (i % 4)));
		}
		return bytes;
	}

	/** One of the many ways to write an address. */
	private static String text(byte[] address, SplittableRandom random) {
		String text;
		if (address.length == 4) {
			text = quota(address);
			int form = random.nextInt(8);
			if (form == 0) {
				text = "::ffff:" + text;
			}
			else if (form == 1) {
				text = "::ffff:%x:%x".formatted((address[0] & 255) << 8 | address[1] & 255,
						(address[2] & 255) << 8 | address[3] & 255);
			}
			else if (form == 2) {
				text = "0:0:0:0:0:FFFF:" + text;
			}
		}
		else {
			text = ipv6(address, random);
			checked(text, address);
			text += (random.nextInt(10) == 0) ? "%eth0" : "";
		}
		return random.nextInt(4) == 0 ? text.toUpperCase(Locale.ROOT) : text;
	}

	private static String ipv6(byte[] address, SplittableRandom random) {
		String[] groups = new String[8];
		for (int i = 0; i < 8; i++) {
			int group = (address[2 * i] & 255) << 8 | address[2 * i + 1] & 255;
			groups[i] = random.nextInt(3) == 0 ? "%04x".formatted(group) : Integer.toHexString(group);
		}
		int from = random.nextInt(8);
		int to = from;
		while (to < 8 && Integer.parseInt(groups[to], 16) == 0) {
			to++;
		}
		if (to == from) {
			return String.join(":", groups);
		}
		return String.join(":", Arrays.copyOf(groups, from)) + "::"
				+ String.join(":", Arrays.copyOfRange(groups, to, 8));
	}

	/** The generator must not err itself. */
	private static void checked(String text, byte[] address) {
		try {
			if (!Arrays.equals(InetAddress.getByName(text).getAddress(), address)) {
				throw new AssertionError(text);
			}
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(text, ex);
		}
	}

	/** An element of X-Forwarded-For. */
	private static String port(String text, byte[] address, boolean broken, SplittableRandom random) {
		int form = broken ? 0 : random.nextInt(6);
		if (form == 1) {
			return text.indexOf(':') >= 0 ? "[" + text + "]:" + random.nextInt(65536) : text + ":4711";
		}
		return (form == 2 && text.indexOf(':') >= 0) ? "[" + text + "]" : (form == 3) ? "\"" + text + "\"" : text;
	}

	/** An element of Forwarded. */
	private static String element(String text, boolean broken, SplittableRandom random) {
		boolean quote = text.indexOf(':') >= 0 || random.nextInt(3) == 0;
		String node = (!broken && text.indexOf(':') >= 0) ? "[" + text + "]" : text;
		node = (!broken && random.nextInt(3) == 0) ? node + ":80" : node;
		List<String> pairs = new ArrayList<>();
		pairs.add((random.nextBoolean() ? "for=" : "For=")
				+ (quote || node.indexOf(':') >= 0 ? "\"" + node + "\"" : node));
		String[] others = { "proto=https", "by=203.0.113.43", "host=a.example", "by=\"[2001:db8::1]:1\"",
				"host=\"a,for=6.6.6.6\"", "host=\"a;for=6.6.6.6\"", "host=\"a\\\"b, for=6.6.6.6\"", "host=\"a\\\\\"",
				"secret=_x", "forx=6.6.6.6" };
		for (int i = random.nextInt(3); i > 0; i--) {
			pairs.add(random.nextInt(pairs.size() + 1), others[random.nextInt(others.length)]);
		}
		return String.join(random.nextBoolean() ? ";" : " ; ", pairs);
	}

	private static List<String> lines(List<String> elements, SplittableRandom random) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String element : elements) {
			line.append(line.isEmpty() ? "" : random.nextBoolean() ? ", " : ",").append(element);
			line.append(random.nextInt(15) == 0 ? ", ," : "");
			if (random.nextInt(5) == 0) {
				lines.add(line.toString());
				line.setLength(0);
			}
		}
		lines.add(line.toString());
		// What a client writes to the left can be anything at all
		if (!elements.isEmpty() && random.nextInt(10) == 0) {
			lines.add(0, Trap.PAYLOADS[random.nextInt(Trap.PAYLOADS.length)]);
		}
		return lines;
	}

}
