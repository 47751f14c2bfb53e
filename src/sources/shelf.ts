// Written by `npm run shelves`; do not edit.
import { type ShelvedSource, shelve } from "../terms/source.ts";
import { source as arkFigures } from "./ark-figures.ts";
import { source as arxivArchive } from "./arxiv-archive.ts";
import { source as arxivCategories } from "./arxiv-categories.ts";
import { source as arxivListings } from "./arxiv-listings.ts";
import { source as arxivOai } from "./arxiv-oai.ts";
import { source as arxivSample } from "./arxiv-sample.ts";
import { source as arxiv } from "./arxiv.ts";
import { source as bea } from "./bea.ts";
import { source as buildoutParameters } from "./buildout-parameters.ts";
import { source as capexGuidance } from "./capex-guidance.ts";
import { source as carmakerEvents } from "./carmaker-events.ts";
import { source as censusEits } from "./census-eits.ts";
import { source as census } from "./census.ts";
import { source as clinicalTrials } from "./clinical-trials.ts";
import { source as ecbExtract } from "./ecb-extract.ts";
import { source as ecb } from "./ecb.ts";
import { source as eiaGenerators } from "./eia-generators.ts";
import { source as eiaGrid } from "./eia-grid.ts";
import { source as eia } from "./eia.ts";
import { source as epochCapability } from "./epoch-capability.ts";
import { source as epochChips } from "./epoch-chips.ts";
import { source as epochClusters } from "./epoch-clusters.ts";
import { source as epochCompanies } from "./epoch-companies.ts";
import { source as epochDataCenters } from "./epoch-data-centers.ts";
import { source as epochHardware } from "./epoch-hardware.ts";
import { source as epochModels } from "./epoch-models.ts";
import { source as eurostat } from "./eurostat.ts";
import { source as fdaAiDevices } from "./fda-ai-devices.ts";
import { source as forwardCommitments } from "./forward-commitments.ts";
import { source as fredMdTriangle } from "./fred-md-triangle.ts";
import { source as fredMd } from "./fred-md.ts";
import { source as fredQd } from "./fred-qd.ts";
import { source as fred } from "./fred.ts";
import { source as gdelt } from "./gdelt.ts";
import { source as genaiPrices } from "./genai-prices.ts";
import { source as gpuRental } from "./gpu-rental.ts";
import { source as huggingFace } from "./hugging-face.ts";
import { source as ieaEnergyAi } from "./iea-energy-ai.ts";
import { source as ieaEv } from "./iea-ev.ts";
import { source as ifrRobots } from "./ifr-robots.ts";
import { source as insideEnergy } from "./inside-energy.ts";
import { source as largeLoads } from "./large-loads.ts";
import { source as lbnl } from "./lbnl.ts";
import { source as litellm } from "./litellm.ts";
import { source as llmPrices } from "./llm-prices.ts";
import { source as metr } from "./metr.ts";
import { source as modelsDev } from "./models-dev.ts";
import { source as nberRecessions } from "./nber-recessions.ts";
import { source as nerc } from "./nerc.ts";
import { source as openEvCharts } from "./open-ev-charts.ts";
import { source as openalex } from "./openalex.ts";
import { source as openfda } from "./openfda.ts";
import { source as openrouter } from "./openrouter.ts";
import { source as owid } from "./owid.ts";
import { source as robotModels } from "./robot-models.ts";
import { source as sdlEvents } from "./sdl-events.ts";
import { source as sdmxEcb } from "./sdmx-ecb.ts";
import { source as sdmxOecd } from "./sdmx-oecd.ts";
import { source as sec10k } from "./sec-10k.ts";
import { source as secFrames } from "./sec-frames.ts";
import { source as secFsds } from "./sec-fsds.ts";
import { source as secIxbrl } from "./sec-ixbrl.ts";
import { source as secSubmissions } from "./sec-submissions.ts";
import { source as sec } from "./sec.ts";
import { source as supplyChain } from "./supply-chain.ts";
import { source as table } from "./table.ts";
import { source as technologyWaves } from "./technology-waves.ts";
import { source as tsmc } from "./tsmc.ts";
import { source as tyndp } from "./tyndp.ts";
import { source as worldBank } from "./world-bank.ts";
import { source as wosMlShare } from "./wos-ml-share.ts";

/** Every source, by id. */
export const sources: readonly ShelvedSource[] = [
  shelve(arkFigures),
  shelve(arxivArchive),
  shelve(arxivCategories),
  shelve(arxivListings),
  shelve(arxivOai),
  shelve(arxivSample),
  shelve(arxiv),
  shelve(bea),
  shelve(buildoutParameters),
  shelve(capexGuidance),
  shelve(carmakerEvents),
  shelve(censusEits),
  shelve(census),
  shelve(clinicalTrials),
  shelve(ecbExtract),
  shelve(ecb),
  shelve(eiaGenerators),
  shelve(eiaGrid),
  shelve(eia),
  shelve(epochCapability),
  shelve(epochChips),
  shelve(epochClusters),
  shelve(epochCompanies),
  shelve(epochDataCenters),
  shelve(epochHardware),
  shelve(epochModels),
  shelve(eurostat),
  shelve(fdaAiDevices),
  shelve(forwardCommitments),
  shelve(fredMdTriangle),
  shelve(fredMd),
  shelve(fredQd),
  shelve(fred),
  shelve(gdelt),
  shelve(genaiPrices),
  shelve(gpuRental),
  shelve(huggingFace),
  shelve(ieaEnergyAi),
  shelve(ieaEv),
  shelve(ifrRobots),
  shelve(insideEnergy),
  shelve(largeLoads),
  shelve(lbnl),
  shelve(litellm),
  shelve(llmPrices),
  shelve(metr),
  shelve(modelsDev),
  shelve(nberRecessions),
  shelve(nerc),
  shelve(openEvCharts),
  shelve(openalex),
  shelve(openfda),
  shelve(openrouter),
  shelve(owid),
  shelve(robotModels),
  shelve(sdlEvents),
  shelve(sdmxEcb),
  shelve(sdmxOecd),
  shelve(sec10k),
  shelve(secFrames),
  shelve(secFsds),
  shelve(secIxbrl),
  shelve(secSubmissions),
  shelve(sec),
  shelve(supplyChain),
  shelve(table),
  shelve(technologyWaves),
  shelve(tsmc),
  shelve(tyndp),
  shelve(worldBank),
  shelve(wosMlShare),
];
