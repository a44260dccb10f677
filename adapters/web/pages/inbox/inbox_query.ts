import type { Light, TaskSort, TaskView } from '../api/types.js'
import { formatDate } from '../words/instants.js'

/** What the inbox shows; lives in the page's address, so that it can be kept as a bookmark and sent to a colleague. */
export interface InboxQuery {
  view: TaskView
  q: string
  light: Light | ''
  definitionKey: string
  /** A date, or a word that stays true tomorrow. */
  dueBefore: string
  sort: TaskSort
}

export const VIEWS: readonly TaskView[] = ['todo', 'claimable', 'done', 'started', 'copied', 'drafts']
export const FILTER_LIGHTS: readonly Light[] = ['red', 'amber', 'green']
export const DUE_WORDS = ['today', 'week'] as const
const SORTS: readonly TaskSort[] = ['dueAt', 'createdAt', 'priority', 'title', 'name', '-dueAt', '-createdAt', '-priority', '-title', '-name']
const DAY_MS = 86_400_000

const oneOf = <T extends string>(allowed: readonly T[], value: string | null): T | undefined =>
  allowed.find((candidate) => candidate === value)

/** Reads a page address such as `/?view=done&light=red`; what it does not know is left out. */
export function parseInboxQuery(url: string): InboxQuery {
  const search = new URLSearchParams(url.split('?')[1] ?? '')
  return {
    view: oneOf(VIEWS, search.get('view')) ?? 'todo',
    q: (search.get('q') ?? '').slice(0, 100),
    light: oneOf(FILTER_LIGHTS, search.get('light')) ?? '',
    definitionKey: search.get('definitionKey') ?? '',
    dueBefore: /^(\d{4}-\d{2}-\d{2}|today|week)$/.test(search.get('dueBefore') ?? '') ? search.get('dueBefore')! : '',
    sort: oneOf(SORTS, search.get('sort')) ?? 'dueAt',
  }
}

/** The shortest address that `parseInboxQuery` reads back to the same query. */
export function inboxAddress(query: InboxQuery): string {
  const search = new URLSearchParams()
  if (query.view !== 'todo') search.set('view', query.view)
  if (query.q) search.set('q', query.q)
  if (query.light) search.set('light', query.light)
  if (query.definitionKey) search.set('definitionKey', query.definitionKey)
  if (query.dueBefore) search.set('dueBefore', query.dueBefore)
  if (query.sort !== 'dueAt') search.set('sort', query.sort)
  const text = search.toString()
  return text ? `/?${text}` : '/'
}

/** The day a filter means: today, or seven days on. */
export const dayOf = (dueBefore: string): string =>
  dueBefore === 'today' ? formatDate(Date.now()) : dueBefore === 'week' ? formatDate(Date.now() + 7 * DAY_MS) : dueBefore

/** How the list is sorted now: what is done has no limit any more, the latest comes first. */
export const sortOf = ({ view, sort }: InboxQuery): TaskSort => (view === 'done' && sort.endsWith('dueAt') ? 'createdAt' : sort)

/** Which way a sort runs; by time the newest, by weight the heaviest come first. */
export const directionOf = (sort: TaskSort): 'ascending' | 'descending' =>
  /^(createdAt|priority)$/.test(sort.replace('-', '')) === sort.startsWith('-') ? 'ascending' : 'descending'

/** The API's parameters; a date means the end of that day in the county. */
export function apiQuery(query: InboxQuery): Record<string, string> {
  const { dueBefore, ...rest } = query
  return { ...rest, sort: sortOf(query), dueBefore: dueBefore ? `${dayOf(dueBefore)}T23:59:59.999+08:00` : '' }
}
