import en from '../../locales/sensors.en.json'
import zhCN from '../../locales/sensors.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of the sensors or of all pages. */
export const t = withOwnWords(zhCN, en)
