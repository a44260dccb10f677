import en from '../../locales/exchange.en.json'
import zhCN from '../../locales/exchange.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of the exchange with outside systems, and those of all pages. */
export const { t } = withOwnWords(zhCN, en)
