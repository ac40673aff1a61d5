package dev.ratelimit.internal.messaging;

import java.security.Principal;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.internal.address.AddressBlocks;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.http.Claims;
import dev.ratelimit.internal.limiter.Waiter;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;

/**
 * What an expression can name about a message that a client has sent. Public only so that
 * expressions can be compiled. Immutable.
 */
public final class MessageCall implements CallRoot, Waiter {

	/** The session's attribute with the address that its handshake came from. */
	static final String ADDRESS = "dev.ratelimit.address";

	private static final AddressBlocks BLOCKS = new AddressBlocks();

	private final Message<?> message;

	MessageCall(Message<?> message) {
		this.message = message;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * That of the handshake; where it was not seen, a name of the session that is no
	 * address.
	 */
	@Override
	public String getIp() {
		Map<String, Object> attributes = SimpMessageHeaderAccessor.getSessionAttributes(this.message.getHeaders());
		return (attributes != null && attributes.get(ADDRESS) instanceof String address) ? address
				: "session:" + getSession();
	}

	/** The user, of whom no other can have the key, or else the address. */
	@Override
	public String usualKey() {
		String user = getPrincipal();
		return (user != null) ? "user:" + user : getIp();
	}

	@Override
	public String sharer(String key) {
		return usualKey();
	}

	@Override
	public @Nullable String getPrincipal() {
		Principal user = user();
		return (user != null) ? user.getName() : null;
	}

	private @Nullable Principal user() {
		return SimpMessageHeaderAccessor.getUser(this.message.getHeaders());
	}

	/**
	 * The session's user as Spring Security or the server knows it.
	 * @return the object; null if there is no user
	 */
	public @Nullable Object getAuthentication() {
		return user();
	}

	/**
	 * The user's claims or attributes, such as those of a token.
	 * @return values by name; none if there is no user, or one without claims
	 */
	public Map<String, Object> getClaim() {
		return new Claims(user());
	}

	@Override
	public Map<String, String> getHeader() {
		return new MessageHeaderMap(this.message.getHeaders());
	}

	@Override
	public boolean ipIn(String... blocks) {
		return BLOCKS.contain(getIp(), blocks);
	}

	/**
	 * The session that the message came by.
	 * @return the session's id, which the server has given it
	 */
	public String getSession() {
		return Objects.requireNonNullElse(SimpMessageHeaderAccessor.getSessionId(this.message.getHeaders()), "");
	}

	/**
	 * Where the message is sent to.
	 * @return the destination as the client has written it
	 */
	public String getDestination() {
		return Objects.requireNonNullElse(SimpMessageHeaderAccessor.getDestination(this.message.getHeaders()), "");
	}

	/**
	 * What the client asks for.
	 * @return {@code SEND} or {@code SUBSCRIBE}
	 */
	public String getCommand() {
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(this.message.getHeaders());
		return (type == SimpMessageType.MESSAGE) ? "SEND" : String.valueOf(type);
	}

	/**
	 * The message itself.
	 * @return the message, its payload as bytes
	 */
	public Message<?> getMessage() {
		return this.message;
	}

}
