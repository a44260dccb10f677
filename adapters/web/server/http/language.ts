import { AsyncLocalStorage } from 'node:async_hooks'
import type { LocaleName } from '#forms/schema/locale'

const asked = new AsyncLocalStorage<LocaleName>()

/** The language that the request under way wants the server's sentences in. Outside of one it is Chinese: documents, notices and jobs are the county's own. */
export const language = (): LocaleName => asked.getStore() ?? 'zh-CN'

/** Does the work with its sentences in this language. */
export const inLanguage = <T>(wanted: LocaleName, work: () => T): T => asked.run(wanted, work)

/** What `Accept-Language` asks for: English only for who names it first, so that a program that says nothing is answered as ever. */
export const languageAsked = (header: string | undefined): LocaleName => (/^\s*en(?![a-z])/i.test(header ?? '') ? 'en' : 'zh-CN')
