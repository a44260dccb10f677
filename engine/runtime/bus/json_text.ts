const TEXTS = new WeakMap<object, string>()

/** JSON of an object that nobody changes; computed once for as long as the object lives. */
export const jsonText = (value: object): string => {
  let text = TEXTS.get(value)
  if (text === undefined) TEXTS.set(value, (text = JSON.stringify(value)))
  return text
}
