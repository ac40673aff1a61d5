package dev.ratelimit.internal.method;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.Async;
import org.springframework.transaction.annotation.Transactional;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that are taken while they are still being created.
 */
class EarlyReferenceTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withAllowCircularReferences(true)
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void aBeansReferenceToItselfIsLimitedAndTransactional() {
		this.runner.withUserConfiguration(Surroundings.Transactions.class).withBean(Self.class).run((context) -> {
			Self bean = context.getBean(Self.class);
			assertThat(bean.self()).isSameAs(bean);
			bean.outer();
			assertRefused(bean::outer);
			assertRefused(bean::inner);
			assertThat(context.getBean(Surroundings.RecordingTransactions.class).events).containsExactly("begin",
					"commit");
		});
	}

	@Test
	void aBeansReferenceToItselfIsLimitedWithoutOtherProxies() {
		this.runner.withBean(Self.class).run((context) -> {
			Self bean = context.getBean(Self.class);
			bean.outer();
			assertRefused(bean::outer);
		});
	}

	@Test
	void beansOfACycleShareOneProxy() {
		this.runner.withUserConfiguration(Surroundings.JdkTransactions.class)
			.withBean(TheFirst.class)
			.withBean(Second.class)
			.run((context) -> {
				First first = context.getBean(First.class);
				Second second = context.getBean(Second.class);
				assertThat(first.second()).isSameAs(second);
				assertThat(second.first()).isSameAs(first);
				first.call();
				assertRefused(first::call);
				assertRefused(second::call);
				assertThat(context.getBean(Surroundings.RecordingTransactions.class).events).containsExactly("begin",
						"commit");
			});
	}

	@Test
	void anAsynchronousMethodOfABeanOfACycleIsLimitedAndAsynchronous() {
		this.runner.withUserConfiguration(Surroundings.Asynchronous.class).withBean(AsyncSelf.class).run((context) -> {
			AsyncSelf bean = context.getBean(AsyncSelf.class).self();
			bean.call();
			assertThat(bean.call()).isCompletedExceptionally();
			assertThat(context.getBean(Surroundings.Asynchronous.class).tasks).hasSize(1);
		});
	}

	static class Self {

		private Self self = this;

		@Autowired
		void setSelf(Self self) {
			this.self = self;
		}

		public Self self() {
			return this.self;
		}

		public void outer() {
			this.self.inner();
		}

		@Transactional
		@RateLimited("one")
		public void inner() {
		}

	}

	interface First {

		void call();

		Second second();

	}

	static class TheFirst implements First {

		@Autowired
		@Nullable Second second;

		@Override
		public Second second() {
			return Objects.requireNonNull(this.second);
		}

		@Override
		@Transactional
		@RateLimited("one")
		public void call() {
		}

	}

	static class Second {

		@Autowired
		@Nullable First first;

		First first() {
			return Objects.requireNonNull(this.first);
		}

		@RateLimited("one")
		void call() {
		}

	}

	static class AsyncSelf {

		private AsyncSelf self = this;

		@Autowired
		void setSelf(AsyncSelf self) {
			this.self = self;
		}

		public AsyncSelf self() {
			return this.self;
		}

		@Async
		@RateLimited("one")
		public CompletableFuture<String> call() {
			return CompletableFuture.completedFuture("done");
		}

	}

}
