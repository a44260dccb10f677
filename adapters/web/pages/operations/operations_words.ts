import en from '../../locales/operations.en.json'
import zhCN from '../../locales/operations.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of running work: instances, jobs, incidents, migrations, and those of all pages. */
export const { t, hasText } = withOwnWords(zhCN, en)

export type OperationsWord = Parameters<typeof t>[0]
