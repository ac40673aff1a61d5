/**
 * Wires everything into a Spring Boot application. Public for Spring Boot only.
 */
@NullMarked
package dev.ratelimit.autoconfigure;

import org.jspecify.annotations.NullMarked;
