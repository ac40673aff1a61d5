/**
 * The store of one node: a cell per key and limit, in Caffeine. What threads may do to a
 * cell at the same time is written down here, once.
 * <p>
 * <b>The word</b> of a cell is its state, or what operations its state. It is
 * <ul>
 * <li><i>free</i> while not negative: any thread may move it by compare-and-set, which is
 * how a single limit is decided;</li>
 * <li><i>closing</i> where a window has ended: free, but for the change of the window
 * alone, see below;</li>
 * <li><i>held</i> with its sign bit set: by one thread, which decides several limits in
 * one step, changes the terms, reads or writes a log, or sweeps. That thread neither
 * blocks nor calls foreign code; others spin;</li>
 * <li><i>retired</i> at -1, for ever: the cell has left the map or is about to. Whoever
 * finds it so looks the key up again, so no permit is spent in a cell that is being
 * dropped.</li>
 * </ul>
 * <b>The order of holding.</b> A call under several limits looks up, and creates, all its
 * cells first; looking up may block. Then it holds them in the order of the
 * configuration, whatever the order in which it names them, so none waits in a circle. If
 * one is found retired it releases those it holds and begins again. Within Caffeine's own
 * step for a key a thread holds that key's cell alone, and waits for nobody who waits for
 * the map.
 * <p>
 * <b>The change of a window.</b> The second word of a cell changes only between windows.
 * Whoever notices the end writes into the first word what the second must become, marked
 * as closing; then any thread, not only that one, moves it into the second word and opens
 * the next window in the first. A helper that comes late changes nothing: second words
 * only grow, and a marked word never returns. Who reads both words checks that they are
 * of one window, and reads again if not.
 * <p>
 * <b>Waiting.</b> Turns are reserved by moving the word ahead of time. Refunds to a token
 * bucket are held back as long as callers wait there ({@link HeldRefunds}): given back at
 * once they would be granted twice.
 * <p>
 * <b>Terms.</b> A change replaces what is in force first, then waits until nobody is
 * putting a cell on the old terms into the map, then has every cell's terms looked up
 * again. A call that had looked up its cell before is decided on the old terms. The cell
 * of a blocked key stays on its plan while calls on other plans are refused
 * ({@link BlockedCell}): these may forget sooner.
 * <p>
 * <b>Races that are accepted.</b> A window begins by a step of its own, before the call
 * that begins it is decided. What a decision says is left may be from before a refund to
 * an earlier window. Keys that are forced out start anew, and are counted.
 */
@NullMarked
package dev.ratelimit.internal.local;

import org.jspecify.annotations.NullMarked;
