/**
 * The report at start-up of everything that is limited.
 */
@NullMarked
package dev.ratelimit.internal.report;

import org.jspecify.annotations.NullMarked;
