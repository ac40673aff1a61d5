package dev.ratelimit.internal.remote;

/**
 * A store outside of this process, as its calls need to know it. Must be safe for use by
 * many threads.
 */
public interface RemoteStore {

	/**
	 * What a failure says.
	 * @param failure what went wrong with a trip
	 * @return its extent, reason and remedy
	 */
	StoreFailure diagnose(Throwable failure);

	/**
	 * Begins a new connection in place of one over which nothing comes any more. Does not
	 * wait for it.
	 */
	void renew();

}
