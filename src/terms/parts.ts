import type { PartId } from "./part.ts";
import type { Text } from "./text.ts";

/** Name and question of each part of the system: what a reader sees before anything is computed. */
export const partWords: { readonly [P in PartId]: { readonly title: Text; readonly question: Text } } = {
  cycle: {
    title: { en: "Cycle", de: "Zyklus" },
    question: { en: "Has the cycle begun, and how far is it?", de: "Hat der Zyklus begonnen, und wie weit ist er?" },
  },
  rotation: {
    title: { en: "Roads to data centres", de: "Von Straßen zu Rechenzentren" },
    question: {
      en: "Does CapEx move from roads to data centres?",
      de: "Wandern Investitionen von Straßen zu Rechenzentren?",
    },
  },
  chain: {
    title: { en: "Chain", de: "Kette" },
    question: {
      en: "Which link binds: chips, servers, power, cooling, grid?",
      de: "Welches Glied bremst: Chips, Server, Strom, Kühlung, Netz?",
    },
  },
  succession: {
    title: { en: "Model succession", de: "Modellfolge" },
    question: {
      en: "Do more capable models follow each other faster?",
      de: "Folgen leistungsfähigere Modelle schneller aufeinander?",
    },
  },
  retreat: {
    title: { en: "Carmakers' EV retreat", de: "EV-Rückzug der Autobauer" },
    question: {
      en: "Do legacy carmakers retreat from EVs, and is the capital redirected?",
      de: "Ziehen sich Autobauer aus der E-Mobilität zurück, und wohin geht das Kapital?",
    },
  },
  convergence: {
    title: { en: "AI × robotics × biology", de: "KI × Robotik × Biologie" },
    question: { en: "Do AI, robotics and biology converge?", de: "Wachsen KI, Robotik und Biologie zusammen?" },
  },
  reinforcement: {
    title: { en: "Reinforcement", de: "Verstärkung" },
    question: {
      en: "Do the three indicators reinforce each other?",
      de: "Verstärken sich die drei Indikatoren gegenseitig?",
    },
  },
  economics: {
    title: { en: "Running cost", de: "Laufende Kosten" },
    question: {
      en: "Is the bill running cost and energy rather than licences?",
      de: "Zählen laufende Kosten und Energie statt Lizenzen?",
    },
  },
  waiting: {
    title: { en: "Invest, reserve, rent or wait", de: "Kaufen, reservieren, mieten, warten" },
    question: {
      en: "What is waiting worth, the lost slot included?",
      de: "Was ist Warten wert, den verlorenen Platz eingerechnet?",
    },
  },
  analogs: {
    title: { en: "Earlier waves", de: "Frühere Wellen" },
    question: { en: "Where would earlier technology waves stand?", de: "Wo stünden frühere Technologiewellen?" },
  },
  budget: {
    title: { en: "Budget", de: "Budget" },
    question: {
      en: "What must be ordered, staffed and paid by when?",
      de: "Was ist bis wann zu bestellen, zu besetzen, zu zahlen?",
    },
  },
  thesis: {
    title: { en: "The report's claims", de: "Thesen des Berichts" },
    question: { en: "Which claims hold?", de: "Welche Thesen halten?" },
  },
};
