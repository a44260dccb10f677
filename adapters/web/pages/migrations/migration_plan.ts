import { computed, ref, shallowRef } from 'vue'
import { sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import type { Definition, InstanceSummary, MigrationReport, Page, SuggestedMigration } from '../api/types.js'

/** Most cases a trial looks at; the batch itself takes them all. */
const TRIED = 200
const PAGE = 200

/** One process and its versions, newest first. */
export interface VersionedProcess {
  key: string
  name: string
  versions: Definition[]
}

async function allDefinitions(): Promise<Definition[]> {
  const found: Definition[] = []
  let after: string | null = null
  do {
    const page: Page<Definition> = await request('GET', '/definitions', { query: { limit: PAGE, after } })
    found.push(...page.data)
    after = page.next
  } while (after !== null)
  return found
}

function byProcess(definitions: readonly Definition[]): VersionedProcess[] {
  const found = new Map<string, VersionedProcess>()
  for (const definition of definitions) {
    const process = found.get(definition.key)
    if (process) process.versions.push(definition)
    else found.set(definition.key, { key: definition.key, name: definition.name, versions: [definition] })
  }
  const newestFirst = (one: Definition, other: Definition) => other.version - one.version
  return [...found.values()].filter(({ versions }) => versions.length > 1).map((process) => ({ ...process, versions: process.versions.sort(newestFirst) }))
}

/** What the page asks: a process, from which version to which, and what corresponds to what. */
export function useMigrationPlan() {
  const processes = shallowRef<VersionedProcess[] | null>(null)
  const key = ref('')
  const fromId = ref('')
  const toId = ref('')
  const suggested = shallowRef<SuggestedMigration | null>(null)
  const mapping = ref<Record<string, string>>({})
  const reports = shallowRef<MigrationReport[] | null>(null)
  const problem = ref('')
  const isBusy = ref(false)

  async function guarded(work: () => Promise<void>): Promise<void> {
    problem.value = ''
    isBusy.value = true
    try {
      await work()
    } catch (error) {
      problem.value = sentenceOf(error)
    }
    isBusy.value = false
  }

  const chosen = computed(() => processes.value?.find((process) => process.key === key.value) ?? null)
  /** Without the elements that correspond to nothing: only what is alive needs a target. */
  const filled = computed(() => Object.fromEntries(Object.entries(mapping.value).filter(([, target]) => target !== '')))

  return {
    processes, key, fromId, toId, suggested, mapping, reports, problem, isBusy, chosen, filled,
    load: () => guarded(async () => void (processes.value = byProcess(await allDefinitions()))),
    /** Another process: from the version before the newest to the newest. */
    choose(): void {
      const [newest, before] = chosen.value?.versions ?? []
      toId.value = newest?.id ?? ''
      fromId.value = before?.id ?? ''
    },
    suggest: () =>
      guarded(async () => {
        reports.value = suggested.value = null
        if (fromId.value === '' || toId.value === '' || fromId.value === toId.value) return
        const answer = await request<SuggestedMigration>('POST', '/migrations/suggest', { body: { fromDefinitionId: fromId.value, definitionId: toId.value } })
        mapping.value = Object.fromEntries([...answer.unmatched.map(({ elementId }) => [elementId, ''] as const), ...Object.entries(answer.mapping)])
        suggested.value = answer
      }),
    /** Tries the plan on the newest running cases of the version; nothing is changed. */
    check: () =>
      guarded(async () => {
        const query = { definitionKey: key.value, status: 'active', limit: TRIED }
        const page = await request<Page<InstanceSummary>>('GET', '/instances', { query })
        const instanceIds = page.data.filter(({ definitionId }) => definitionId === fromId.value).map(({ id }) => id)
        if (instanceIds.length === 0) {
          reports.value = []
          return
        }
        const body = { definitionId: toId.value, mapping: filled.value, instanceIds }
        reports.value = (await request<{ data: MigrationReport[] }>('POST', '/migrations/check', { body })).data
      }),
  }
}
