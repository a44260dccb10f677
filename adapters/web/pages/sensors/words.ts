import en from '../../locales/sensors.en.json'
import zhCN from '../../locales/sensors.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of the sensors, and those of all pages. */
export const { t, hasText } = withOwnWords(zhCN, en)
