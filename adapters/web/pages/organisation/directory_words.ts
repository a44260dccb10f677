import en from '../../locales/directory.en.json'
import zhCN from '../../locales/directory.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of 组织同步 or of all pages. */
export const t = withOwnWords(zhCN, en)
