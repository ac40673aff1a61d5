/**
 * Limits in force: as configured, as changed at run time, and as the configuration is
 * refreshed.
 */
@NullMarked
package dev.ratelimit.internal.changes;

import org.jspecify.annotations.NullMarked;
