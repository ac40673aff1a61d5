package dev.ratelimit.internal.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.Test;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

class WatchedRequestTests {

	private final AtomicInteger left = new AtomicInteger();

	private final Connection connection = new Connection();

	private final WatchedRequest request = new WatchedRequest(this.connection, new MockHttpServletResponse(),
			this.left::incrementAndGet, () -> {
			});

	@Test
	void aClientThatStaysIsNotGone() throws IOException {
		ServletInputStream input = this.request.getInputStream();
		assertThat(input.read()).isEqualTo('1');
		assertThat(input.readAllBytes()).hasSize(4);
		assertThat(input.isFinished()).isTrue();
		assertThat(this.left).hasValue(0);
	}

	@Test
	void aReaderThatIsAskedForTwiceGoesOnWhereItWas() throws IOException {
		assertThat(this.request.getReader().readLine()).isEqualTo("12");
		assertThat(this.request.getReader().readLine()).isEqualTo("34");
		assertThat(this.left).hasValue(0);
	}

	@Test
	void aReadThatFailsTells() throws IOException {
		ServletInputStream input = this.request.getInputStream();
		this.connection.reset = true;
		assertThatIOException().isThrownBy(input::read);
		assertThatIOException().isThrownBy(input::readAllBytes);
		assertThatIOException().isThrownBy(() -> this.request.getReader().readLine());
		assertThat(this.left).hasValue(3);
	}

	@Test
	void onlyAFailedConnectionThatAListenerIsToldOfTells() throws IOException {
		ReadListener listener = mock();
		this.request.getInputStream().setReadListener(listener);
		this.connection.listener.onDataAvailable();
		this.connection.listener.onAllDataRead();
		IllegalStateException own = new IllegalStateException("the application's");
		this.connection.listener.onError(own);
		assertThat(this.left).hasValue(0);
		IOException failure = new IOException("reset");
		this.connection.listener.onError(failure);
		assertThat(this.left).hasValue(1);
		then(listener).should().onDataAvailable();
		then(listener).should().onAllDataRead();
		then(listener).should().onError(own);
		then(listener).should().onError(failure);
	}

	/** A request on a connection that can be reset. */
	private static final class Connection extends HttpServletRequestWrapper {

		private final ServletInputStream body;

		private boolean reset;

		private ReadListener listener = mock();

		Connection() {
			super(request());
			this.body = ((MockHttpServletRequest) getRequest()).getInputStream();
		}

		private static MockHttpServletRequest request() {
			MockHttpServletRequest request = new MockHttpServletRequest();
			request.setContent("12\n34".getBytes(StandardCharsets.US_ASCII));
			return request;
		}

		@Override
		public ServletInputStream getInputStream() {
			return new ServletInputStream() {
				@Override
				public int read() throws IOException {
					if (Connection.this.reset) {
						throw new IOException("Connection reset");
					}
					return Connection.this.body.read();
				}

				@Override
				public boolean isFinished() {
					return Connection.this.body.isFinished();
				}

				@Override
				public boolean isReady() {
					return true;
				}

				@Override
				public void setReadListener(ReadListener readListener) {
					Connection.this.listener = readListener;
				}
			};
		}

		@Override
		public BufferedReader getReader() {
			return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.US_ASCII));
		}

	}

}
