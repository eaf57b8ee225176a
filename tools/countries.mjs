// Writes countries.toml, m49.toml and names-cldr.toml from the npm packages cldr-core and cldr-localenames-full
// (Unicode CLDR, licence Unicode-3.0). In an empty folder:
//
//     npm install cldr-core@48.2.0 cldr-localenames-full@48.2.0
//     node …/tools/countries.mjs node_modules …/config/vocabularies
//
// The result is checked in; run it again when CLDR has a new release and read the difference.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [packages, out] = process.argv.slice(2);
const json = (...path) => JSON.parse(readFileSync(join(packages, ...path), "utf8"));
const version = json("cldr-core", "package.json").version;
const territories = (language) =>
  json("cldr-localenames-full", "main", language, "territories.json").main[language].localeDisplayNames.territories;

const LANGUAGES = ["en", "es", "fr", "pt", "ar", "ru", "fa", "de", "it", "tr", "id", "zh"];
// Regional forms of a language bring further spellings: Arabia Saudita beside Arabia Saudí.
const VARIANTS = { es: ["es-419", "es-MX"], pt: ["pt-PT"], ar: ["ar-LY", "ar-SA"], zh: ["zh-Hant"], fr: ["fr-CA"] };

const codes = json("cldr-core", "supplemental", "codeMappings.json").supplemental.codeMappings;
const containment = json("cldr-core", "supplemental", "territoryContainment.json").supplemental.territoryContainment;
const english = territories("en");

// Alpha-2 to alpha-3 of everything that has a place in the world; CLDR's own inventions (EA, IC, CQ …) have none.
const alpha3 = Object.fromEntries(
  Object.entries(codes)
    .filter(([two, code]) => /^[A-Z]{2}$/.test(two) && code._alpha3 && code._numeric && english[two])
    .filter(([two]) => !["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"].includes(two))
    .map(([two, code]) => [two, code._alpha3]),
);
alpha3.XK = "XKX";

// M49: the chain from the smallest area up, without the world (001), North America (003) and status groupings.
const AREAS = new Set(Object.keys(containment).filter((area) => /^\d{3}$/.test(area) && !["001", "003"].includes(area)));
const parents = (code) => [...AREAS].filter((area) => containment[area]._contains.includes(code));
function chain(code) {
  const all = [];
  for (let level = parents(code); level.length; level = level.flatMap(parents)) all.push(...level);
  // Sub-Saharan Africa (202) and Latin America (419) lie between sub-region and region.
  const rank = (area) => (["002", "009", "019", "142", "150"].includes(area) ? 2 : ["202", "419"].includes(area) ? 1 : 0);
  return [...new Set(all)].sort((a, b) => rank(a) - rank(b));
}

const quote = (text) => JSON.stringify(text);
const list = (texts) => `[${texts.map(quote).join(", ")}]`;
const header = (what) => `# ${what}\n# Generated from Unicode CLDR ${version} by tools/countries.mjs: do not edit, see README.md.\n\n`;
const sorted = Object.entries(alpha3).sort((a, b) => a[1].localeCompare(b[1], "en"));

const plain = (name) => name.replace(/\s*[(（][^)）]*[)）]/gu, "").replace(/^St\. /u, "Saint ").replace(/ SAR China$/u, "").replace(" — ", "-").trim();
let countries = header("Countries: the name we print and the areas of the UN standard M49 above them, nearest first.");
for (const [two, three] of sorted) countries += `${three} = { label = ${quote(plain(english[two]))}, alpha2 = ${quote(two)}, m49 = ${list(chain(two))} }\n`;
writeFileSync(join(out, "countries.toml"), countries);

// The UN's own names where CLDR shortens them.
const UN = { "035": "South-eastern Asia", "053": "Australia and New Zealand", "057": "Micronesia", "419": "Latin America and the Caribbean" };
let areas = header("Names of the areas of the UN standard M49.");
for (const area of [...AREAS].sort()) areas += `${quote(area)} = ${quote(UN[area] ?? english[area])}\n`;
areas += `"830" = "Channel Islands"\n`;
writeFileSync(join(out, "m49.toml"), areas);

// Russian words change their ends: the slash notation of README.md lists them.
function inflect(language, name) {
  if (language !== "ru" || /[\s-]/u.test(name)) return name;
  const cut = (count, ends) => [name.slice(0, name.length - count), ...ends].join("/");
  if (name.endsWith("ия")) return cut(1, ["я", "и", "ю", "ей"]);
  if (/[гкхжшщч]а$/u.test(name)) return cut(1, ["а", "и", "е", "у", "ой"]);
  if (name.endsWith("а")) return cut(1, ["а", "ы", "е", "у", "ой"]);
  if (name.endsWith("я")) return cut(1, ["я", "и", "е", "ю", "ей"]);
  if (name.endsWith("й")) return cut(1, ["й", "я", "ю", "ем", "е"]);
  if (name.endsWith("ь")) return cut(1, ["ь", "и", "ью", "я", "ю", "е"]);
  if (/[бвгджзклмнпрстфхцчшщ]$/u.test(name)) return cut(0, ["", "а", "у", "ом", "е"]);
  return name;
}

// These name two countries: ambiguous.toml says what to make of them.
const BOTH_CONGOS = new Set(["Congo", "Kongo", "Конго", "کنگو", "刚果", "剛果"]);

const AND = { en: "and", es: "y", fr: "et", pt: "e", de: "und", it: "e", tr: "ve", id: "dan" };
let names = header("Names of countries in twelve languages. Further names stand in names.toml, and ambiguous.toml says which mean other things too.");
for (const language of LANGUAGES) {
  names += `[${language}]\n`;
  const tables = [language, ...(VARIANTS[language] ?? [])].map(territories);
  for (const [two, three] of sorted) {
    const found = new Set();
    for (const table of tables) {
      for (const key of [two, `${two}-alt-short`, `${two}-alt-variant`]) {
        if (!table[key] || /^[A-Z.]{2,4}$/u.test(table[key])) continue;
        const inside = table[key].match(/[(（]([^)）]+)[)）]/u)?.[1];
        for (const form of [plain(table[key]), two === "MM" && inside ? inside : undefined]) {
          if (!form || form.includes(" - ") || /^\p{Lu}\.[ -]/u.test(form)) continue;
          found.add(inflect(language, form));
          if (form.includes("&") && AND[language]) found.add(form.replace("&", AND[language]));
          if (/^(Saint|Sankt) /u.test(form)) found.add(form.replace(/^\S+/u, "St."));
        }
      }
    }
    if (two === "CD" || two === "CG") found.forEach((form) => BOTH_CONGOS.has(form) && found.delete(form));
    if (found.size) names += `${three} = ${list([...found])}\n`;
  }
  names += "\n";
}
writeFileSync(join(out, "names-cldr.toml"), names.trimEnd() + "\n");
