#!/usr/bin/env bash
# Talks to the running sample as the README shows it: each command, then what came back.
set -euo pipefail

show() {
	printf '$ curl %s\n' "$*"
	# Only what the limiter and the endpoints say; Spring Security's and Tomcat's own headers are left out
	eval "curl --silent --include $*" | tr -d '\r' |
		grep -viE '^(x-|cache-control|pragma|expires|date|transfer-encoding|content-length|vary|connection)' || true
	printf '\n\n'
}

for _ in 1 2; do
	curl --silent --output /dev/null --data 'username=alice&password=guess' localhost:8080/login
done
show "-d 'username=alice&password=guess' localhost:8080/login"
show "-d 'username=alice&password=guess' localhost:8080/login"
show "-d 'username=bob&password=builder' localhost:8080/login"
show "-u bob:builder 'localhost:8080/search?q=spring'"
show "-H 'X-Api-Key: some-key' localhost:8080/api/weather"
show "-H 'X-Api-Key: gold-key' localhost:8080/api/weather"
show "localhost:8080/quotes"
printf '$ curl the export three times at once; each line is a status and the seconds it took\n'
for _ in 1 2 3; do
	curl --silent --output /dev/null --write-out '%{http_code} %{time_total}\n' localhost:8080/export &
done
wait
