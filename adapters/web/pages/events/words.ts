import en from '../../locales/events.en.json'
import zhCN from '../../locales/events.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of 五零 or of all pages. */
export const { t } = withOwnWords(zhCN, en)
