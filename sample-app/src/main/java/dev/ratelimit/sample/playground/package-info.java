/**
 * The playground at {@code /}: limits whose settings a visitor chooses while the sample
 * runs.
 */
@NullMarked
package dev.ratelimit.sample.playground;

import org.jspecify.annotations.NullMarked;
