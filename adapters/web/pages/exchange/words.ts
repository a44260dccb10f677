import en from '../../locales/exchange.en.json'
import zhCN from '../../locales/exchange.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of the exchange with outside systems or of all pages. */
export const t = withOwnWords(zhCN, en)
