// Hints beside long texts, as they are typed: long sentences and words of the office. Never a refusal.
export function startPlain (scope) {
  for (const hints of scope.querySelectorAll('[data-plain]')) {
    const boxes = hints.dataset.plain.split(' ').map((id) => document.getElementById(id)).filter(Boolean)
    if (!boxes.length) continue
    const better = new Map(JSON.parse(document.getElementById(hints.dataset.plainWords).textContent).map(([word, instead]) => [word.toLowerCase(), instead]))
    const escaped = [...better.keys()].sort((one, other) => other.length - one.length).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    const office = new RegExp(`\\b(${escaped.join('|')})\\b`, 'gi')
    const list = hints.querySelector('ul')
    const look = () => {
      const found = []
      const text = boxes.map((box) => box.value).join('\n')
      for (const [sentence] of text.matchAll(/[^.!?\n]+/g)) {
        const words = sentence.trim().split(/\s+/)
        if (words.length > Number(hints.dataset.plainLong)) found.push(hints.dataset.textLong.replace('{start}', words.slice(0, 6).join(' ')).replace('{number}', words.length))
      }
      const seen = new Set()
      for (const [word] of text.matchAll(office)) {
        if (seen.has(word.toLowerCase())) continue
        seen.add(word.toLowerCase())
        found.push(hints.dataset.textWord.replace('{word}', word).replace('{better}', better.get(word.toLowerCase())))
      }
      list.replaceChildren(...found.map((text) => Object.assign(document.createElement('li'), { textContent: text })))
      hints.hidden = !found.length && !hints.querySelector('[data-plain-also] li')
    }
    let waiting
    for (const box of boxes) box.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(look, 600) })
    look()
  }
}
