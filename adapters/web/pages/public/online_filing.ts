import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ConnectionLost, Problem, sentenceOf, type FieldProblem } from '../api/problem.js'
import { request } from '../api/request.js'
import type { CaptchaAnswer, Filing, FilingReceipt, KeptMaterial } from '../api/types.js'
import { useDraftKeeper, type DraftKeeper } from '../shared/draft_keeper.js'
import { t } from './public_words.js'
import { publicRequest, publicUpload, type HeldToken } from './public_request.js'

/** Where an application stands: guide, notice, form, own answers, receipt. */
export type FilingStep = 'guide' | 'notice' | 'form' | 'check' | 'done'

export interface OnlineFiling {
  step: Ref<FilingStep>
  draft: DraftKeeper
  problem: Ref<string>
  errors: Ref<readonly FieldProblem[]>
  isBusy: Ref<boolean>
  values: ShallowRef<Record<string, unknown>>
  receipt: ShallowRef<FilingReceipt | null>
  resumeCode: Ref<string>
  /** Goes on with what this window was filling in; false when there is nothing. */
  reopen(): boolean
  begin(captcha: CaptchaAnswer): Promise<boolean>
  resume(code: string, captcha: CaptchaAnswer): Promise<boolean>
  touch(values: Record<string, unknown>): void
  takeCode(): Promise<void>
  upload(file: File): ReturnType<typeof publicUpload>
  /** 已有材料 of an earlier case, and which of them are used. */
  findOwn(number: string, password: string, captcha: CaptchaAnswer): Promise<readonly KeptMaterial[]>
  taken: ShallowRef<readonly KeptMaterial[]>
  submit(): Promise<void>
}

interface Kept {
  token: string
  values: Record<string, unknown>
}

/** Filling in without an account: kept in this window and on the server while typing, handed in once. */
export function useOnlineFiling(definitionKey: string): OnlineFiling {
  const place = `filing ${definitionKey}`
  const step = ref<FilingStep>('guide')
  const problem = ref('')
  const errors = ref<readonly FieldProblem[]>([])
  const isBusy = ref(false)
  const values = shallowRef<Record<string, unknown>>({})
  const receipt = shallowRef<FilingReceipt | null>(null)
  const resumeCode = ref('')
  const taken = shallowRef<readonly KeptMaterial[]>([])
  let token = ''
  let carried: Record<string, unknown> = {}
  let proof = ''
  const held = (): HeldToken => ({ header: 'X-Filing-Token', token })
  const draft = useDraftKeeper((typed) =>
    publicRequest<{ savedAt: string }>(held(), 'PUT', '/filings/current/draft', { values: typed }).catch((error: unknown) => {
      if (hasRunOut(error)) beginAnew()
      throw error
    }),
  )

  /** Only as long as the window: the next person at this computer finds nothing. */
  const keep = (): void => sessionStorage.setItem(place, JSON.stringify({ token, values: values.value } satisfies Kept))

  function open(opened: { token: string; values: Record<string, unknown> }): void {
    token = opened.token
    values.value = opened.values
    keep()
    step.value = 'form'
  }

  /** The token has run out: what was typed goes into a new application, behind a new captcha; files belong to the old one. */
  function beginAnew(): void {
    problem.value = t('public.ranOut')
    if (step.value === 'notice') return
    carried = withoutFiles(values.value)
    sessionStorage.removeItem(place)
    step.value = 'notice'
  }
  const reused = () => (taken.value.length === 0 ? {} : { reused: { proof, materials: taken.value.map(({ id, code }) => ({ record: id, code })) } })

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    problem.value = ''
    errors.value = []
    try {
      await work()
      return true
    } catch (error) {
      problem.value = sentenceOf(error)
      if (hasRunOut(error)) beginAnew()
      if (error instanceof Problem) errors.value = error.errors.filter(({ path }) => !path.startsWith('captcha'))
      return false
    } finally {
      isBusy.value = false
    }
  }

  return {
    step, draft, problem, errors, isBusy, values, receipt, resumeCode, taken,
    reopen() {
      const kept = sessionStorage.getItem(place)
      if (kept) open(JSON.parse(kept) as Kept)
      return kept !== null
    },
    begin: (captcha) =>
      attempt(async () => {
        const filing = await request<Filing>('POST', '/public/filings', { body: { definitionKey, consent: true, adult: true, captcha } })
        open({ token: filing.token, values: { ...filing.values, ...carried } })
        if (Object.keys(carried).length > 0) draft.touch(values.value)
        carried = {}
      }),
    resume: (code, captcha) => attempt(async () => open(await request<Filing>('POST', '/public/filings/resumed', { body: { code, captcha } }))),
    touch(typed) {
      values.value = typed
      keep()
      draft.touch(typed)
    },
    takeCode: async () =>
      void (await attempt(async () => {
        await draft.flush()
        if (draft.isDirty.value && step.value === 'form') throw new ConnectionLost()
        resumeCode.value = (await publicRequest<{ code: string }>(held(), 'POST', '/filings/current/resume-code', {})).code
      })),
    upload: (file) => publicUpload(held(), '/filings/current/attachments', file),
    async findOwn(number, password, captcha) {
      const answer = await publicRequest<{ proof: string; data: KeptMaterial[] }>(held(), 'POST', '/filings/current/kept-materials', { number, password, captcha })
      proof = answer.proof
      return answer.data
    },
    async submit() {
      const isDone = await attempt(async () => {
        await draft.settle()
        receipt.value = await publicRequest<FilingReceipt>(held(), 'POST', '/filings/current/submission', { values: values.value, ...reused() })
      })
      if (!isDone) return void (step.value = errors.value.length > 0 ? 'form' : step.value)
      draft.stop()
      sessionStorage.removeItem(place)
      step.value = 'done'
    },
  }
}

const hasRunOut = (error: unknown): boolean => error instanceof Problem && error.code === 'E_TOKEN'

const isFile = (entry: unknown): boolean => typeof entry === 'object' && entry !== null && 'sha256' in entry
const withoutFiles = (values: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !(Array.isArray(value) && value.some(isFile))))
