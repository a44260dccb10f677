import en from '../../locales/directory.en.json'
import zhCN from '../../locales/directory.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of 组织同步 and those of all pages. */
export const { t } = withOwnWords(zhCN, en)
