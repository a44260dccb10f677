const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** What a person sees where no page of ours can be drawn: what is wrong and the way back. */
export const errorPage = (title: string, detail: string): string => `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:16px/1.6 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;max-width:36em;margin:12vh auto;padding:0 1em;color:#1f2329}a{color:#1f5fbf}</style></head>
<body><h1>${escaped(title)}</h1><p>${escaped(detail)}</p><p><a href="/">返回首页</a></p></body></html>
`
