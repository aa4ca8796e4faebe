package main

import (
	"net/http"

	"example.com/shop/shop"
	"github.com/gin-gonic/gin"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
)

func main() {
	db, err := gorm.Open(postgres.Open("host=/var/run/postgresql"))
	if err != nil {
		panic(err)
	}
	r := gin.Default()
	api := r.Group("/api/v1")
	orders := shop.Orders{DB: db}
	api.GET("/orders", orders.List)
	api.GET("/orders/:id", orders.Show)
	api.POST("/orders", orders.Create)
	api.POST("/login", orders.Login)
	http.ListenAndServe(":8080", r)
}
