import en from '../../locales/administration.en.json'
import zhCN from '../../locales/administration.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of what is set up once (identity, notices sent outside) or of all pages. */
export const t = withOwnWords(zhCN, en)
