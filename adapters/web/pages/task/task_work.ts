import { router } from '@inertiajs/vue3'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { createIntents } from '../api/intent.js'
import { Problem, sentenceOf, type FieldProblem } from '../api/problem.js'
import { request } from '../api/request.js'
import type { Page, TaskCommandResult, TaskDetail, TaskSummary } from '../api/types.js'
import { say } from '../shared/notice.js'
import { inThisFrame } from '../words/address.js'
import { t } from '../words/translate.js'
import { LEAVES, type DialogAct } from './acts.js'

export interface TaskWork {
  task: ShallowRef<TaskDetail | null>
  /** One sentence about what went wrong last. */
  problem: Ref<string>
  errors: Ref<readonly FieldProblem[]>
  /** Somebody else has moved on with it: what the page shows is old. */
  isStale: Ref<boolean>
  isBusy: Ref<boolean>
  may: ComputedRef<(act: TaskDetail['allowedActions'][number]) => boolean>
  load(): Promise<void>
  claim(): Promise<void>
  release(): Promise<void>
  /** After an act in a dialog: what is no longer one's own makes room for the next, what was taken back opens again, the rest shows how it stands now. */
  afterAct(act: DialogAct, result: TaskCommandResult): Promise<void>
  complete(answer: CompletedForm): Promise<boolean>
  saveDraft(values: Record<string, unknown>): Promise<{ savedAt: string }>
}

export interface CompletedForm {
  outcome: string | null
  opinion: string | null
  variables: Record<string, unknown>
}

/** One task as one clerk works on it: every act is sent with the revision it was decided on and a key of its own. */
export function useTaskWork(id: string): TaskWork {
  const path = `/tasks/${encodeURIComponent(id)}`
  const intents = createIntents()
  const task = shallowRef<TaskDetail | null>(null)
  const problem = ref('')
  const errors = ref<readonly FieldProblem[]>([])
  const isStale = ref(false)
  const isBusy = ref(false)

  async function load(): Promise<void> {
    try {
      task.value = await request<TaskDetail>('GET', path)
      problem.value = ''
      isStale.value = false
    } catch (error) {
      problem.value = sentenceOf(error)
    }
  }

  function tell(error: unknown): void {
    problem.value = sentenceOf(error)
    if (!(error instanceof Problem)) return
    isStale.value = error.status === 409 || error.status === 404
    errors.value = error.errors.map((one) => ({ ...one, path: one.path.replace(/^variables\./, '') }))
  }

  /** A second press while the first is under way does nothing. */
  async function act(name: string, body?: unknown): Promise<TaskCommandResult | null> {
    if (isBusy.value || !task.value) return null
    isBusy.value = true
    problem.value = ''
    errors.value = []
    const ifMatch = task.value.revision
    const intent = intents.keyFor(name, { body, ifMatch })
    const result = await request<TaskCommandResult>('POST', `${path}/${name}`, { body, ifMatch, intent }).catch(tell)
    isBusy.value = false
    return result ?? null
  }

  return {
    task,
    problem,
    errors,
    isStale,
    isBusy,
    may: computed(() => (name) => task.value?.allowedActions.includes(name) ?? false),
    load,
    async claim() {
      if (await act('claim')) await load()
    },
    async release() {
      if (await act('release')) await load()
    },
    async afterAct(done, result) {
      const words = t(`act.done.${done}`)
      const back = done === 'withdraw' ? result.nextTasks[0] : undefined
      if (back) {
        say(words)
        return void router.visit(inThisFrame(`/tasks/${encodeURIComponent(back.id)}`))
      }
      if (!LEAVES.has(done)) await load()
      // 后加签 is one's own completion as well.
      if (LEAVES.has(done) || task.value?.state !== 'open') await goOn(id, result, words)
      else say(words)
    },
    async complete(answer) {
      const result = await act('complete', answer)
      if (result) await goOn(id, result, t('task.completed'))
      return result !== null
    },
    saveDraft: (values) => request('POST', `${path}/save-draft`, { body: { values } }),
  }
}

/** The first task of a list of the inbox that is not this one. */
async function firstOf(view: 'todo' | 'claimable', id: string): Promise<string | undefined> {
  const inbox = await request<Page<TaskSummary>>('GET', '/tasks', { query: { view, limit: 2 } }).catch(() => null)
  return inbox?.data.find((task) => task.id !== id && task.kind === 'task')?.id
}

/** After the work is done: what is open next in the same case, else the next of the inbox, else (at a desk) the next that may be claimed, else the inbox itself. */
async function goOn(id: string, result: TaskCommandResult, done: string): Promise<void> {
  const own = result.nextTasks[0]?.id ?? (await firstOf('todo', id))
  const isAtDesk = inThisFrame('/') === '/'
  const next = own ?? (isAtDesk ? await firstOf('claimable', id) : undefined)
  say(next ? t(own ? 'task.next' : 'task.nextToClaim', { done }) : done)
  router.visit(inThisFrame(next ? `/tasks/${encodeURIComponent(next)}` : '/'))
}
