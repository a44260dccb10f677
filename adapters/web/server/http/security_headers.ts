import type { ServerResponse } from 'node:http'

export interface HeaderOptions {
  secure: boolean
  development: boolean
}

/** Scripts only of our own, never inline; styles also inline, because Element Plus and bpmn-js place things by style attributes. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-src 'self' blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ')

/** Vite's client is inline and speaks over a socket: only while developing. */
const DEVELOPMENT_POLICY = CONTENT_SECURITY_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'").replace(
  "connect-src 'self'",
  "connect-src 'self' ws:",
)

/** Said with every answer, whatever it is. */
export function setSecurityHeaders(response: ServerResponse, options: HeaderOptions): void {
  response.setHeader('content-security-policy', options.development ? DEVELOPMENT_POLICY : CONTENT_SECURITY_POLICY)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('x-frame-options', 'SAMEORIGIN')
  response.setHeader('referrer-policy', 'same-origin')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
  response.setHeader('cross-origin-resource-policy', 'same-origin')
  response.setHeader('permissions-policy', 'geolocation=(self), camera=(self), microphone=()')
  if (options.secure) response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
}
