import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { fullSentenceOf, Problem, sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import { publicRequest, type HeldToken, type TokenHeader } from './public_request.js'
import { t } from './public_words.js'

/** The captcha of the page, as far as asking needs it. */
export interface AskedCaptcha {
  given(): unknown
  renew(): unknown
}

export interface PublicInquiry<T> {
  number: Ref<string>
  password: Ref<string>
  problem: Ref<string>
  isBusy: Ref<boolean>
  /** It was open for half an hour: the password is asked once more, what was typed and uploaded stays. */
  hasRunOut: Ref<boolean>
  opened: ShallowRef<{ held: HeldToken; value: T } | null>
  open(captcha: AskedCaptcha | null): Promise<void>
  close(): void
  /** Something was done with what is open; a token that has run out asks for the password again, over the page as it stands. Gives what is wrong, in words. */
  act(work: (held: HeldToken) => Promise<T>): Promise<string>
}

interface Asked {
  /** Where number, password and captcha are exchanged for a token. */
  door: string
  header: TokenHeader
  /** What the token opens. */
  path: string
  missing: Parameters<typeof t>[0]
}

/** Looking something up by its number and password, on the pages without a login. */
export function usePublicInquiry<T>({ door, header, path, missing }: Asked): PublicInquiry<T> {
  const [number, password, problem, isBusy, hasRunOut] = [ref(''), ref(''), ref(''), ref(false), ref(false)]
  const opened: PublicInquiry<T>['opened'] = shallowRef(null)

  async function open(captcha: AskedCaptcha | null): Promise<void> {
    if (isBusy.value) return
    const given = captcha?.given() ?? null
    problem.value = !number.value.trim() || !password.value.trim() ? t(missing) : given === null ? t('public.captchaMissing') : ''
    if (problem.value) return
    isBusy.value = true
    try {
      const { token } = await request<{ token: string }>('POST', door, { body: { number: number.value.trim(), password: password.value.trim(), captcha: given } })
      const held: HeldToken = { header, token }
      opened.value = { held, value: await publicRequest<T>(held, 'GET', path) }
      password.value = ''
      hasRunOut.value = false
    } catch (error) {
      problem.value = sentenceOf(error)
      await captcha?.renew()
    } finally {
      isBusy.value = false
    }
  }

  return {
    number, password, problem, isBusy, hasRunOut, opened, open,
    close() {
      opened.value = null
      hasRunOut.value = false
    },
    async act(work) {
      if (!opened.value) return ''
      const { held } = opened.value
      try {
        opened.value = { held, value: await work(held) }
        return ''
      } catch (error) {
        if (!(error instanceof Problem && error.code === 'E_TOKEN')) return fullSentenceOf(error)
        problem.value = ''
        hasRunOut.value = true
        window.scrollTo(0, 0)
        return t('public.inquiryRanOut')
      }
    },
  }
}
