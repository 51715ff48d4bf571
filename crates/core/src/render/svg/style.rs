//! Colours and strokes: legible in black and white, told apart by those who do not see all colours, in dark and light.

/// The style sheet; the plain rules are those of paper.
pub(super) const STYLE: &str = "<style>
text{font:12px Helvetica,Arial,\"Liberation Sans\",sans-serif;fill:#16191d}
.small,.answer,.question,.group-name,.note{font-size:11px}
.answer,.question,.small,.group-name{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
.answer,.number,.pool-name{font-weight:bold}.group-name{font-style:italic}
.paper,.task,.call,.block,.gateway,.event,.document{fill:#fff}
.pool{fill:none;stroke:#16191d;stroke-width:1.5}.lane{fill:#fff;stroke:#5b6470}.even{fill:#f5f7fa}
.border{stroke:#5b6470;fill:none}
.task,.call,.block,.gateway,.event,.document{stroke:#16191d;stroke-width:1.5}
.call{stroke-width:4}.block{fill:#fbfcfd}.event-block{stroke-dasharray:2 3}
.end{stroke-width:3.5}.beside{stroke-dasharray:5 3}.inner{fill:none}
.group{fill:none;stroke:#5b6470;stroke-dasharray:9 3 2 3}
.flow,.slash{fill:none;stroke:#16191d;stroke-width:1.4}
.return{stroke:#0059a8;stroke-dasharray:7 4;stroke-width:1.6}
.data,.association{fill:none;stroke:#5b6470;stroke-dasharray:2 3}
.message{fill:none;stroke:#16191d;stroke-dasharray:8 4}
.sign{fill:none;stroke:#16191d;stroke-width:1.3;stroke-linejoin:round;stroke-linecap:round}.full{fill:#16191d}
.light{stroke:#fff}.heavy{stroke-width:3}.arrow{fill:#16191d}.arrow-back{fill:#0059a8}.open-arrow{fill:#fff;stroke:#16191d}
.done{fill:#e3f4ec}.open{fill:#dcebfa;stroke:#0059a8;stroke-width:3}.late{fill:#fde9dc;stroke:#b34a00;stroke-width:3}
.stuck{fill:#f6dff0;stroke:#8f1d6b;stroke-width:3;stroke-dasharray:6 2}.skipped{fill:#eceff2}
.walked{stroke-width:3}.never{stroke:#9aa3ad;stroke-width:1;stroke-dasharray:1 4}
.task.never,.call.never,.block.never,.gateway.never,.event.never{fill:#fff;stroke:#9aa3ad;stroke-width:1.5;stroke-dasharray:3 3}
.badge rect{fill:#fff;stroke:#16191d;stroke-width:1.2;stroke-dasharray:none}.badge text{font-size:11px;font-weight:bold}
@media screen and (prefers-color-scheme:dark){
text{fill:#e8ebef}.answer,.question,.small,.group-name{stroke:#15181c}
.paper,.task,.call,.gateway,.event,.document{fill:#15181c}.lane{fill:#15181c;stroke:#8b95a1}.even{fill:#1b1f24}.block{fill:#191d22}
.pool,.task,.call,.block,.gateway,.event,.document,.flow,.slash,.message,.sign{stroke:#e8ebef}
.border,.group,.data,.association{stroke:#8b95a1}.inner,.sign,.flow,.slash,.message{fill:none}.full{fill:#e8ebef}.light{stroke:#15181c}
.return{stroke:#6cb6ff}.arrow{fill:#e8ebef}.arrow-back{fill:#6cb6ff}.open-arrow{fill:#15181c;stroke:#e8ebef}
.done{fill:#12372a}.open{fill:#10304f;stroke:#6cb6ff}.late{fill:#45260f;stroke:#ff9d5c}.stuck{fill:#41163a;stroke:#f08ad2}.skipped{fill:#2a2f36}
.never,.task.never,.call.never,.block.never,.gateway.never,.event.never{fill:#15181c;stroke:#6b7480}.flow.never{fill:none}
.badge rect{fill:#15181c;stroke:#e8ebef}}
@media print{.lane,.even,.block{fill:#fff}svg{print-color-adjust:exact}}
</style>
";

/// How often something was walked: the more the deeper the colour, the wider the way; each shape has its number too.
pub(super) const HEAT: &str = "<style>
.heat1{fill:#fff7dc}.heat2{fill:#fdeaa8}.heat3{fill:#fbd373}.heat4{fill:#f6b24a}.heat5{fill:#ee9432}
.block.heat1,.block.heat2,.block.heat3,.block.heat4,.block.heat5{fill:#fffdf4}
.wide1{stroke-width:1.6}.wide2{stroke-width:2.4}.wide3{stroke-width:3.2}.wide4{stroke-width:4.2}.wide5{stroke-width:5.4}
@media screen and (prefers-color-scheme:dark){
.block.heat1,.block.heat2,.block.heat3,.block.heat4,.block.heat5{fill:#1d1a12}
.heat1{fill:#2b2410}.heat2{fill:#46360f}.heat3{fill:#63490c}.heat4{fill:#7d5606}.heat5{fill:#986203}}
</style>
";

/// The heads of lines.
pub(super) const MARKERS: &str = "<defs>
<marker id=\"cauce-arrow\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"10\" markerHeight=\"10\" orient=\"auto\"><path class=\"arrow\" d=\"M0 1L10 5L0 9z\"/></marker>
<marker id=\"cauce-arrow-back\" viewBox=\"0 0 10 10\" refX=\"10\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"11\" markerHeight=\"11\" orient=\"auto\"><path class=\"arrow-back\" d=\"M0 1L10 5L0 9z\"/></marker>
<marker id=\"cauce-open\" viewBox=\"0 0 12 12\" refX=\"11\" refY=\"6\" markerUnits=\"userSpaceOnUse\" markerWidth=\"12\" markerHeight=\"12\" orient=\"auto\"><path class=\"open-arrow\" d=\"M1 2L11 6L1 10z\"/></marker>
<marker id=\"cauce-ring\" viewBox=\"0 0 10 10\" refX=\"5\" refY=\"5\" markerUnits=\"userSpaceOnUse\" markerWidth=\"9\" markerHeight=\"9\"><circle class=\"open-arrow\" cx=\"5\" cy=\"5\" r=\"4\"/></marker>
</defs>
";
