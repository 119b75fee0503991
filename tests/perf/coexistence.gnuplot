# Draws the tables of study_coexistence: gnuplot -e "folder='...'" tests/perf/coexistence.gnuplot
set terminal svg size 760,420 dynamic font "sans-serif,14" background "#ffffff" linewidth 1.6
set datafile separator "\t"
set key outside right top Left reverse samplen 2 autotitle columnhead
set grid ytics linecolor "#dddddd"
set border 3 linecolor "#444444"
set tics nomirror
set style data linespoints
set pointsize 0.7
# Told apart without colour as well: each line has a mark of its own (Okabe and Ito's colours).
set linetype 1 linecolor "#0072b2" pointtype 7
set linetype 2 linecolor "#d55e00" pointtype 5
set linetype 3 linecolor "#009e73" pointtype 9
set linetype 4 linecolor "#cc79a7" pointtype 13
set linetype 5 linecolor "#555555" pointtype 11

set ylabel "Type C reads lost (%)"
set yrange [0:100]

set logscale x
set xlabel "how long a Type D tag listens before it talks (us)"
set xrange [40:6000]
set xtics (50, 100, 200, 500, 1000, 2000, 5000)
set output folder."/loss_by_listen.svg"
plot for [column=2:6] folder."/loss_by_listen.tsv" using 1:column

set xlabel "longest hold-off of a Type D tag (bit periods of 256 kbit/s)"
set xrange [12:90000]
set xtics (16, 64, 256, 1024, 4096, 16384, 65536)
set output folder."/loss_by_hold_off.svg"
plot for [column=2:4] folder."/loss_by_hold_off.tsv" using 1:column

unset logscale x
set xrange [0:*]
set xtics autofreq
set xlabel "distance of the tags from the antenna (m)"
set output folder."/loss_by_distance.svg"
plot for [column=2:4] folder."/loss_by_distance.tsv" using 1:column

set xlabel "share of time that Type C gets (%)"
set ylabel "reads per second"
set yrange [0:*]
set xrange [0:100]
set output folder."/time_share.svg"
plot folder."/time_share.tsv" using 1:2 title "Type C", "" using 1:3 title "Type D"
