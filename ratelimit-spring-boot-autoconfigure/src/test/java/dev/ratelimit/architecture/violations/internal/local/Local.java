package dev.ratelimit.architecture.violations.internal.local;

public class Local {

}
