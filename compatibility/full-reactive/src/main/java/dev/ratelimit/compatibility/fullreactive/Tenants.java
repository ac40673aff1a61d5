package dev.ratelimit.compatibility.fullreactive;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;

@Component("tenants")
class Tenants {

	public String of(ServerHttpRequest request) {
		return request.getQueryParams().getFirst("tenant");
	}

}
