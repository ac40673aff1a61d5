// The algorithms, and what to notice about each.

export const ALGORITHMS = {
	"token-bucket": "Saves up to its capacity for a burst, then goes on at the rate.",
	"leaky-bucket": "Never a burst: one call at a time, evenly spaced. Try waiting.",
	"fixed-window": "Starts anew at each dotted edge: two full bursts can be close.",
	"sliding-window-log": "Exact: in any stretch as long as the period, never more.",
	"sliding-window-counter": "Almost the log from two counts: the last window fades out.",
	"paced-window": "Hands its permits out one by one from the first call on.",
	"concurrency": "Counts calls that run, not calls that come: one ends, one may start."
};
