/**
 * Binds and checks the configuration and wires everything else into a Spring Boot
 * application.
 */
@NullMarked
package dev.ratelimit.autoconfigure;

import org.jspecify.annotations.NullMarked;
