import en from '../../locales/events.en.json'
import zhCN from '../../locales/events.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of 五零, and those of all pages. */
export const { t } = withOwnWords(zhCN, en)
