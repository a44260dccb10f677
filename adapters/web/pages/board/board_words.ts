import en from '../../locales/board.en.json'
import zhCN from '../../locales/board.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of those who watch over the county's work: boards, supervision, the wall; and those of all pages. */
export const { t } = withOwnWords(zhCN, en)
