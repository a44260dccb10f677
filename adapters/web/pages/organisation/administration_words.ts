import en from '../../locales/administration.en.json'
import zhCN from '../../locales/administration.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The words of what administrators set up: people, posts, identity, notices sent outside, audit, and those of all pages. */
export const { t, hasText } = withOwnWords(zhCN, en)
