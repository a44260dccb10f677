import { language } from '../../http/language.js'
import { en } from './en.js'
import { zhCn, type Sentences } from './zh_cn.js'

/** What the server says of running work, in the language of the request under way. */
export const sentences = (): Sentences => (language() === 'en' ? en : zhCn)
