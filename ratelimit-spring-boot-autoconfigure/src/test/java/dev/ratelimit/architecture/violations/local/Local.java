package dev.ratelimit.architecture.violations.local;

public class Local {

}
