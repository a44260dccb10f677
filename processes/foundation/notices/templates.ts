import type { NoticeKind } from './notice.js'

/** Texts of one kind of notice: Handlebars over NoticeWords. */
export interface NoticeTemplate {
  title: string
  line: string
}
export type NoticeTemplates = Readonly<Partial<Record<NoticeKind, NoticeTemplate>>>

const CASE = '{{business}}{{#if number}} {{number}}{{/if}}{{#if title}}：{{title}}{{/if}}'

/** What is said where neither the business nor the administrator says it otherwise. */
export const DEFAULT_TEMPLATES: Readonly<Record<NoticeKind, NoticeTemplate>> = {
  task: { title: '新待办：{{task}}', line: `${CASE}{{#if due}}，{{due}} 前办理{{/if}}` },
  offered: { title: '可签收：{{task}}', line: `${CASE}{{#if due}}，{{due}} 前办理{{/if}}` },
  returned: { title: '退回给您：{{task}}', line: `${CASE}{{#if by}}，由{{by}}退回{{/if}}` },
  assigned: { title: '转给您办理：{{task}}', line: `${CASE}{{#if by}}，由{{by}}转来{{/if}}` },
  urged: { title: '催办：{{task}}', line: `${CASE}{{#if by}}，{{by}}催办{{/if}}` },
  amber: { title: '即将到期：{{task}}', line: `${CASE}，{{due}} 到期` },
  overdue: { title: '已超期：{{task}}', line: `${CASE}，应于 {{due}} 前办理` },
  copy: { title: '抄送给您', line: `${CASE}{{#if by}}，由{{by}}抄送{{/if}}` },
  finished: { title: '{{#if result}}{{result}}{{else}}已办结{{/if}}', line: CASE },
  cancelled: { title: '已终止', line: CASE },
  card: { title: '{{task}}', line: `${CASE}{{#if reason}}，{{reason}}{{/if}}` },
  exchange: { title: '{{task}}', line: '{{reason}}' },
  dead_letter: { title: '有通知没有发出', line: '{{reason}}' },
  directory: { title: '组织同步：{{task}}', line: '{{reason}}' },
  alarm: { title: '{{task}}', line: '{{reason}}' },
}

const KINDS = new Set(Object.keys(DEFAULT_TEMPLATES))
const LONGEST = 300

/** `notices.json` of a package, or what an administrator has written: the texts in it that are ones, and what is wrong with the rest, in Chinese. */
export function readTemplates(value: unknown): { templates: NoticeTemplates; faults: string[] } {
  const templates: Partial<Record<NoticeKind, NoticeTemplate>> = {}
  const faults: string[] = []
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { templates, faults: ['通知模板应为对象，键为通知种类。'] }
  for (const [kind, entry] of Object.entries(value)) {
    if (!KINDS.has(kind)) faults.push(`没有通知种类“${kind}”。可用：${[...KINDS].join('、')}。`)
    else if (!isTemplate(entry)) faults.push(`“${kind}”应有 title 和 line 两段文字，各不超过 ${LONGEST} 字。`)
    else templates[kind as NoticeKind] = { title: entry.title, line: entry.line }
  }
  return { templates, faults }
}

function isTemplate(value: unknown): value is NoticeTemplate {
  if (typeof value !== 'object' || value === null) return false
  const { title, line } = value as Record<string, unknown>
  return [title, line].every((text) => typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST)
}

/** Runs of digits long enough to be an identity or a phone number do not leave the house. */
export const withoutNumbers = (text: string): string => text.replace(/(?<![\w-])\d{11,18}[Xx]?(?![\w-])/g, '***')

/** The texts of a package's `notices.json`; what is no text of ours is left out. */
export function templatesIn(json: string): NoticeTemplates {
  try {
    return readTemplates(JSON.parse(json)).templates
  } catch {
    return {}
  }
}
