package dev.ratelimit.compatibility.full;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.stereotype.Component;

@Component("tenants")
class Tenants {

	public String of(HttpServletRequest request) {
		return request.getParameter("tenant");
	}

}
