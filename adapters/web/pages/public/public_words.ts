import en from '../../locales/public.en.json'
import zhCN from '../../locales/public.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of the pages without a login, and those of all pages. */
export const { t } = withOwnWords(zhCN, en)
