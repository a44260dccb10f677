import { router } from '@inertiajs/vue3'
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { createIntents } from '../api/intent.js'
import { Problem, sentenceOf, type FieldProblem } from '../api/problem.js'
import { request } from '../api/request.js'
import type { Draft, InstanceSummary } from '../api/types.js'
import type { FormView } from '../form/form_view.js'
import { useDraftKeeper, type DraftKeeper } from '../shared/draft_keeper.js'
import { say } from '../shared/notice.js'
import { t } from '../words/translate.js'
import { forgetTaken, readTaken, type TakenMaterial } from './taken_materials.js'

export interface Application {
  /** The draft it began from: undefined until known, null when it begins anew. */
  former: ShallowRef<Draft | null | undefined>
  draft: DraftKeeper
  /** Something was typed. */
  touch(values: Record<string, unknown>): void
  /** 已有材料 that the window chose to use. */
  taken: readonly TakenMaterial[]
  problem: Ref<string>
  errors: Ref<readonly FieldProblem[]>
  isBusy: Ref<boolean>
  open(): Promise<void>
  /** What the form is to show when it is drawn (again). */
  resumed(): Record<string, unknown> | null
  submit(): Promise<void>
}

/** Filling in an application: kept as a draft while somebody types, checked, then handed in once. `back`: to the window, where the next applicant waits. */
export function useApplication(definitionKey: string, draftId: string, view: () => FormView | null, back = false): Application {
  const intents = createIntents()
  const former = shallowRef<Draft | null | undefined>()
  const problem = ref('')
  const errors = ref<readonly FieldProblem[]>([])
  const isBusy = ref(false)
  const taken = readTaken(draftId)
  let id = draftId
  let typed: Record<string, unknown> | null = null

  async function save(values: Record<string, unknown>): Promise<Draft> {
    if (id) return request<Draft>('PUT', `/drafts/${encodeURIComponent(id)}`, { body: { values } })
    const body = { definitionKey, values }
    const draft = await request<Draft>('POST', '/drafts', { body, intent: intents.keyFor('draft', body) })
    id = draft.id
    // A reload of the page comes back to this draft.
    router.replace({ url: `/catalogue/${encodeURIComponent(definitionKey)}?draft=${encodeURIComponent(id)}`, preserveState: true, preserveScroll: true })
    return draft
  }
  const draft = useDraftKeeper(save)

  async function hand(variables: Record<string, unknown>): Promise<void> {
    await draft.settle()
    const reused = taken.map(({ id: record, code }) => ({ code, record }))
    const body = { definitionKey, variables, ...(id ? { draftId: id } : {}), ...(reused.length > 0 ? { reusedMaterials: reused } : {}) }
    try {
      const instance = await request<InstanceSummary>('POST', '/instances', { body, intent: intents.keyFor('start', body) })
      draft.stop()
      forgetTaken(draftId)
      say(t('catalogue.submitted', { number: instance.number ?? '' }))
      router.visit(`${back ? '/window?filed=' : '/instances/'}${encodeURIComponent(instance.id)}`)
    } catch (error) {
      problem.value = sentenceOf(error)
      if (error instanceof Problem) errors.value = error.errors.map((one) => ({ ...one, path: one.path.replace(/^variables\./, '') }))
      view()?.mark(errors.value)
      isBusy.value = false
    }
  }

  return {
    former,
    draft,
    taken,
    touch(values) {
      typed = values
      draft.touch(values)
    },
    problem,
    errors,
    isBusy,
    async open() {
      if (!id) return void (former.value = null)
      try {
        former.value = await request<Draft>('GET', `/drafts/${encodeURIComponent(id)}`)
      } catch (error) {
        // The draft is gone (handed in elsewhere): begin anew, and say so.
        problem.value = sentenceOf(error)
        former.value = null
        id = ''
      }
    },
    resumed: () => typed ?? former.value?.values ?? null,
    async submit() {
      if (isBusy.value) return
      problem.value = ''
      errors.value = view()?.check() ?? []
      if (errors.value.length > 0) return
      isBusy.value = true
      await hand(view()?.values() ?? {})
    },
  }
}
