import { ENDPOINTS, API_PREFIX } from '#adapters/web/contract/endpoints'
import { buildOpenApi } from './build_openapi.js'

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** The API to read, offline and without script: one section per tag, one fold per operation. */
export function apiPage(): string {
  const { paths } = buildOpenApi() as { paths: Record<string, Record<string, { description: string; requestBody?: unknown; parameters: unknown[]; responses: unknown }>> }
  const tags = [...new Set(ENDPOINTS.map((endpoint) => endpoint.tag))]
  const section = (tag: string) =>
    `<section id="${escaped(tag)}"><h2>${escaped(tag)}</h2>${ENDPOINTS.filter((endpoint) => endpoint.tag === tag)
      .map((endpoint) => {
        const operation = paths[endpoint.path]![endpoint.method.toLowerCase()]!
        const detail = { parameters: operation.parameters, requestBody: operation.requestBody, responses: operation.responses }
        return `<details><summary><b class="${endpoint.method}">${endpoint.method}</b> <code>${escaped(API_PREFIX + endpoint.path)}</code> ${escaped(endpoint.summary)}</summary><p>${escaped(operation.description)}</p><pre>${escaped(JSON.stringify(detail, null, 2))}</pre></details>`
      })
      .join('')}</section>`
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>星流接口说明</title>
<style>body{font:14px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:72rem;margin:0 auto;padding:24px;color:#1f2329}
h1{font-size:22px}h2{font-size:16px;border-bottom:1px solid #dde3ea;padding-bottom:4px;margin-top:32px}summary{cursor:pointer;padding:6px 0}
b{display:inline-block;width:4.5em;color:#1f5fbf}b.DELETE{color:#c53030}pre{background:#f5f7fa;padding:12px;overflow:auto;max-height:420px;font-size:12px}code{font-size:13px}nav a{margin-right:12px;color:#1f5fbf}</style></head>
<body><h1>星流接口说明（版本 1）</h1><p>机器可读：<a href="${API_PREFIX}/openapi.json">openapi.json</a>（OpenAPI 3.1）。出错一律为 <code>application/problem+json</code>，<code>detail</code> 说明原因与下一步。</p>
<nav>${tags.map((tag) => `<a href="#${escaped(tag)}">${escaped(tag)}</a>`).join('')}</nav>${tags.map(section).join('')}</body></html>`
}
